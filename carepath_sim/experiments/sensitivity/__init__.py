"""Which of the numbers that nobody knows could change the decision between two scenarios."""
