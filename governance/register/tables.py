"""The partner register's tables, as typed objects."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from governance.record import METADATA


class Base(DeclarativeBase):
    """The root of the mapped classes."""

    metadata = METADATA


class PartnerRow(Base):
    """A registered partner."""

    __tablename__ = "partners"

    partner_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    folded_id: Mapped[str] = mapped_column(String(400), unique=True)  # two spellings are one partner
    name: Mapped[str] = mapped_column(String(200))
    tier: Mapped[str | None] = mapped_column(String(200))
    owner: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(35))  # BCP 47
    time_zone: Mapped[str | None] = mapped_column(String(64))  # IANA
    tags_json: Mapped[str] = mapped_column(Text, default="[]")
    updated_at: Mapped[datetime]  # UTC

    credentials: Mapped[list[CredentialRow]] = relationship(
        cascade="all, delete-orphan", order_by="CredentialRow.credential_id", lazy="selectin"
    )
    contacts: Mapped[list[ContactRow]] = relationship(
        cascade="all, delete-orphan", order_by="ContactRow.place", lazy="selectin"
    )
    declarations: Mapped[list[DeclarationRow]] = relationship(
        cascade="all, delete-orphan", order_by="DeclarationRow.version", lazy="selectin"
    )


class CredentialRow(Base):
    """A credential of a partner: the keyed hash that the warehouse knows too, never a secret's text."""

    __tablename__ = "partner_credentials"

    credential_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    partner_id: Mapped[str] = mapped_column(ForeignKey("partners.partner_id"), index=True)
    shown: Mapped[str] = mapped_column(String(200))


class ContactRow(Base):
    """A person or mailbox at the partner."""

    __tablename__ = "contacts"

    partner_id: Mapped[str] = mapped_column(ForeignKey("partners.partner_id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # order in the register
    role: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))


class DeclarationRow(Base):
    """What a partner declared, from a day on; a change adds a row, so that an old window is judged by it."""

    __tablename__ = "declarations"

    partner_id: Mapped[str] = mapped_column(ForeignKey("partners.partner_id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 ...
    groups_json: Mapped[str] = mapped_column(Text)  # names of allowed groups
    endpoints_json: Mapped[str] = mapped_column(Text)  # labels of allowed endpoints, or patterns with *
    approved_by: Mapped[str] = mapped_column(String(200))
    approved_at: Mapped[datetime]  # UTC
    valid_from: Mapped[date]
    source: Mapped[str] = mapped_column(String(16))  # register: from an import; case: approved in a case
