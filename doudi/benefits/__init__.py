"""身份·待遇·发放: who has been confirmed, what each family is due, and paying it once; use `actions` and `queries`."""
