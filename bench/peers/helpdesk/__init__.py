"""A project of Django's with django-helpdesk in it, and nothing else."""
