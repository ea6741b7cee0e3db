"""The Danish pages as people meet them: in Chromium, on the real service and a database of the test's own.

A test here asks for one of these (``conftest.py``):

``as_role(role, subject=None, municipality_code="607", also=(), javascript=True)``
    a page in a browser of its own that is logged in; ``page.goto("/sager")`` is an address of the service.
``stranger(javascript=True)``
    the same, not logged in.
``service``
    the service that the pages come from: ``service.now`` sets its clock (a session ends after half an hour of it),
    ``service.as_(role)`` calls the API, ``service.database`` looks behind.
``faults``
    what went wrong in the browsers; at the end of the test there must be nothing. ``faults.expects(404)`` says
    beforehand which answers of 400 and more are meant; ``faults.allows(address)`` names another server.

And from the modules beside it:

``accessible.check(page)``
    no fault against WCAG 2.1 AA and the good practice that axe-core knows, at 1280 pixels and zoomed to 200 %;
    ``but=["rule"]`` leaves one out. For a page with JavaScript.
``pictures.picture(page, "name")``
    nothing hangs out at 360, 1280 and 1920 pixels; with SSP_PICTURES set, pictures go to that folder.
``driving.aside()``
    around what runs asyncio in the test itself, like the worker's jobs: the browser's loop steps aside.
"""
