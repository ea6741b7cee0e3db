"""The police's weekly list: read, checked, matched, stored whole or not at all, and decided on."""
