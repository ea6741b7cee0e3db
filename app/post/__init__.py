"""The post room: what a letter says when it leaves, the check before it does, handing it over, and the receipts."""
