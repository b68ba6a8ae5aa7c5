"""信息核对: department files become facts about people the house lawfully knows."""
