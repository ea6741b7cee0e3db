"""The Danish pages: the same operations as the API's, for people in a browser. No rule of their own."""
