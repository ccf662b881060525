"""What stands before every route: who calls, how often, how much, and what every answer carries."""
