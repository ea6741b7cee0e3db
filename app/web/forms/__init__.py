"""Forms made from the bodies that the API takes: what a field is, and what was written in it, stand there alone."""
