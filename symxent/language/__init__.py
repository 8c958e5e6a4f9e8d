"""What can be said: functions, symbols with their domains, expressions as the author wrote them."""
