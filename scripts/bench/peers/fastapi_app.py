"""The order backend of FastAPI's tutorials at its best: SQLAlchemy 2 on SQLite with WAL and FULL, Uvicorn. It
checks a JWT and its account, reserves stock, and writes an order with its lines in one transaction.
Usage: python fastapi_app.py PORT FILE. Prints a token once the tables are there."""

import sys
import threading
import time
import uuid

import jwt
import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, ConfigDict
from sqlalchemy import CheckConstraint, ForeignKey, Index, create_engine, event, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

PORT, FILE = int(sys.argv[1]), sys.argv[2]
SECRET = "a secret for measuring and for nothing else 3Xv"

engine = create_engine(f"sqlite:///{FILE}", pool_size=40, connect_args={"timeout": 30})
# SQLite has one writer; waiting here is quicker than its own retries.
writing = threading.Lock()


@event.listens_for(engine, "connect")
def settings(connection, _record):
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(engine, "begin")
def begin(connection):
    connection.exec_driver_sql("BEGIN")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]


class Product(Base):
    __tablename__ = "products"
    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    price: Mapped[int]
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)
    __table_args__ = (CheckConstraint("reserved <= on_hand"),)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    total: Mapped[int]
    created_at: Mapped[float]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    lines: Mapped[list["Line"]] = relationship(order_by="Line.position")
    __table_args__ = (Index("orders_by_status", "status", "created_at"),)


class Line(Base):
    __tablename__ = "order_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    position: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    sku: Mapped[str]
    title: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[int]


class LineIn(BaseModel):
    sku: str
    quantity: int


class OrderIn(BaseModel):
    email: str
    lines: list[LineIn]


class LineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    sku: str
    title: str
    quantity: int
    unit_price: int


class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    email: str
    status: str
    total: int
    created_at: float
    lines: list[LineOut]


class Page(BaseModel):
    items: list[OrderOut]


app = FastAPI()
bearer = OAuth2PasswordBearer(tokenUrl="login")


def session():
    with Session(engine, expire_on_commit=False) as found:
        yield found


def caller(token: str = Depends(bearer), db: Session = Depends(session)) -> User:
    try:
        subject = jwt.decode(token, SECRET, algorithms=["HS256"])["sub"]
    except jwt.InvalidTokenError as error:
        raise HTTPException(401) from error
    user = db.get(User, int(subject))
    if user is None:
        raise HTTPException(401)
    # A read transaction cannot become a writing one once another has written.
    db.commit()
    return user


@app.post("/orders", status_code=201, response_model=OrderOut)
def place(body: OrderIn, user: User = Depends(caller), db: Session = Depends(session)):
    with writing:
        skus = [line.sku for line in body.lines]
        products = {p.sku: p for p in db.scalars(select(Product).where(Product.sku.in_(skus)))}
        order = Order(
            id=str(uuid.uuid4()),
            email=body.email,
            status="pending",
            total=0,
            created_at=time.time(),
            user_id=user.id,
        )
        for position, line in enumerate(body.lines):
            product = products.get(line.sku)
            if product is None:
                raise HTTPException(422)
            reserved = db.execute(
                update(Product)
                .where(Product.id == product.id, Product.on_hand - Product.reserved >= line.quantity)
                .values(reserved=Product.reserved + line.quantity)
                .execution_options(synchronize_session=False)
            )
            if reserved.rowcount != 1:
                raise HTTPException(409)
            order.total += product.price * line.quantity
            order.lines.append(
                Line(
                    position=position,
                    product_id=product.id,
                    sku=product.sku,
                    title=product.title,
                    quantity=line.quantity,
                    unit_price=product.price,
                )
            )
        db.add(order)
        db.commit()
    return order


@app.get("/orders/{order_id}", response_model=OrderOut)
def read(order_id: str, _user: User = Depends(caller), db: Session = Depends(session)):
    found = db.get(Order, order_id, options=[selectinload(Order.lines)])
    if found is None:
        raise HTTPException(404)
    return found


@app.get("/orders", response_model=Page)
def page(
    status: str,
    limit: int = 50,
    _user: User = Depends(caller),
    db: Session = Depends(session),
):
    statement = (
        select(Order)
        .where(Order.status == status)
        .order_by(Order.created_at.desc())
        .limit(limit)
        .options(selectinload(Order.lines))
    )
    return {"items": list(db.scalars(statement))}


Base.metadata.create_all(engine)
with Session(engine) as first:
    first.add(User(id=1, email="bench@example.com", role="admin"))
    for sku in ("TEA", "CUP", "POT"):
        first.add(Product(sku=sku, title=f"A {sku}", price=450, on_hand=1_000_000_000))
    first.commit()

print(jwt.encode({"sub": "1", "exp": time.time() + 86_400}, SECRET, algorithm="HS256"), flush=True)
uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="error")
