"""What gunicorn serves of Roundup: its own handler, with the tracker kept open as it does by itself."""

import os

from roundup.cgi.wsgi_handler import RequestDispatcher

application = RequestDispatcher(os.environ["TRACKER_HOME"])
