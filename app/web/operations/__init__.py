"""Everything that can be done from a page: each is one operation of the API's, with its Danish words."""
