"""What no service on this stack is faster than: FastAPI, a ``def`` endpoint, SQLAlchemy, one row and one commit."""

import os

import uvicorn
from fastapi import FastAPI
from sqlalchemy import create_engine, text

from app.db import sqlalchemy_url

app = FastAPI()
_engine = create_engine(sqlalchemy_url(os.environ.get("DATABASE_URL", "postgresql://nowhere/")), pool_size=10)
_INSERT = text("insert into bare (at) values (now()) returning id")


@app.get("/ready")
def ready() -> None:
    return None


@app.post("/commits")
def commit() -> dict[str, int]:
    with _engine.begin() as connection:
        return {"id": connection.execute(_INSERT).scalar_one()}


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), access_log=False, log_config=None)
