"""Moving municipalities from one database to another: closed, carried, and at last removed."""
