"""The course (TRIVSEL+ in Fredericia), run together with a local leader."""
