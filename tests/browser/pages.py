"""A few invented pages: one with nothing wrong, and for each thing that is watched for one where it is."""

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from app.edge.security_headers import SecurityHeaders

_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http:; connect-src 'self'"
_PAGE = """<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Opdigtet side</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg"></head><body><main><h1>Opdigtet side</h1>{}</main></body></html>"""
_STYLE = """
body { color: #111; background: #fff } .pale { color: #bbb }
.wide { width: 600px } .wide-in-zoom { width: 900px } .wider { width: 1500px }
"""
_ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>'
_BODIES = {
    "good": '<p id="said">Uden script</p><a href="/missing">Videre</a><script src="/good.js"></script>',
    "download": '<a href="/paper">Papiret</a>',
    "inline-script": "<script>document.title = 'Ændret'</script>",
    "inline-style": '<p style="color: red">Rød</p>',
    "elsewhere": '<img src="http://elsewhere.example/dot.png" alt="Prik">',
    "thrown": '<script src="/thrown.js"></script>',
    "console": '<script src="/console.js"></script>',
    "missing-picture": '<img src="/missing" alt="Prik">',
    "lost": '<img src="/round-and-round" alt="Prik">',
    "pale": '<p class="pale">Kan næppe læses</p>',
    "unlabelled": '<input type="text">',
    "skipped-heading": "<h4>To trin ned</h4>",
    "wide-in-zoom": '<p class="wide-in-zoom">Bredere end en halv skærm</p>',
    "wide": '<p class="wide">Bredere end en telefon</p>',
    "wider": '<p class="wider" id="board">Bredere end en skærm</p>',
}
_SCRIPTS = {
    "good": "document.getElementById('said').textContent = 'Med script'",
    "thrown": "throw new Error('en fejl')",
    "console": "console.error('en klage')",
}


def made() -> FastAPI:
    app = FastAPI()

    @app.get("/style.css")
    def style() -> Response:
        return Response(_STYLE, media_type="text/css")

    @app.get("/icon.svg")
    def icon() -> Response:
        return Response(_ICON, media_type="image/svg+xml")

    @app.get("/missing")
    def missing() -> Response:
        return JSONResponse({}, 404)

    @app.get("/paper")
    def paper() -> Response:
        return Response("Papir", headers={"Content-Disposition": 'attachment; filename="papir.txt"'})

    @app.get("/round-and-round")
    def round_and_round() -> Response:
        return RedirectResponse("/round-and-round")

    @app.get("/{name}.js")
    def script(name: str) -> Response:
        return Response(_SCRIPTS[name], media_type="text/javascript")

    @app.get("/{name}")
    def page(name: str) -> Response:
        return HTMLResponse(_PAGE.format(_BODIES[name]), headers={"Content-Security-Policy": _POLICY})

    app.add_middleware(SecurityHeaders)
    return app
