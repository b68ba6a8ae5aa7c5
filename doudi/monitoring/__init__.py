"""监测预警: finds change and need in what departments send, and keeps each finding until a person has concluded it."""
