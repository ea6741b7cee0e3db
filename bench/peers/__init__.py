"""Django REST framework and django-fsm with the same tables and nothing on: no login, filter, log or encryption."""
