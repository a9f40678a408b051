"""StateSet's embedded commerce engine, which has no server of its own, behind FastAPI and Uvicorn. It checks a
JWT, reserves stock for each line, and creates the order.
Usage: python stateset_app.py PORT FILE. Prints a token once the shop is there."""

import sys
import time

import jwt
import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from stateset_embedded import Commerce, CreateOrderItemInput

PORT, FILE = int(sys.argv[1]), sys.argv[2]
SECRET = "a secret for measuring and for nothing else 3Xv"

commerce = Commerce(FILE)
customer = commerce.customers.create("bench@example.com", "Bench", "Example")
for sku in ("TEA", "CUP", "POT"):
    commerce.inventory.create_item(sku, f"A {sku}", initial_quantity=1_000_000_000)

app = FastAPI()
bearer = OAuth2PasswordBearer(tokenUrl="login")


class LineIn(BaseModel):
    sku: str
    quantity: int


class OrderIn(BaseModel):
    email: str
    lines: list[LineIn]


def caller(token: str = Depends(bearer)) -> str:
    try:
        return jwt.decode(token, SECRET, algorithms=["HS256"])["sub"]
    except jwt.InvalidTokenError as error:
        raise HTTPException(401) from error


def presented(order) -> dict:
    items = [{"sku": item.sku, "quantity": item.quantity} for item in order.items]
    return {"id": order.id, "status": order.status, "items": items}


@app.post("/orders", status_code=201)
def place(body: OrderIn, _caller: str = Depends(caller)):
    items = [CreateOrderItemInput(line.sku, line.sku, line.quantity, 4.5) for line in body.lines]
    order = commerce.orders.create(customer.id, items, "EUR")
    for line in body.lines:
        commerce.inventory.reserve(line.sku, line.quantity, "order", order.id)
    return presented(order)


@app.get("/orders/{order_id}")
def read(order_id: str, _caller: str = Depends(caller)):
    order = commerce.orders.get(order_id)
    if order is None:
        raise HTTPException(404)
    return presented(order)


print(jwt.encode({"sub": "1", "exp": time.time() + 86_400}, SECRET, algorithm="HS256"), flush=True)
uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="error")
