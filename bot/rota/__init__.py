"""Who is on call, while the program runs: each file does what is wanted about one side of it, inside a turn."""
