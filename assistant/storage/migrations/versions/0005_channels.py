"""Channels: inbox, people, outbox, values"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'


def _serial() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('channel_inbox',
    sa.Column('number', _serial(), autoincrement=True, nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_channel_inbox')),
    sa.UniqueConstraint('channel', 'key', name='uq_channel_inbox_key')
    )
    op.create_index('ix_channel_inbox_person', 'channel_inbox', ['channel', 'sender', 'number'])
    op.create_index('ix_channel_inbox_due', 'channel_inbox', ['channel', 'state', 'next_at'])

    op.create_table('channel_people',
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('address', sa.JSON(), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=True),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('window_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pushes_left', sa.Integer(), nullable=True),
    sa.Column('notified', sa.Boolean(), nullable=False),
    sa.Column('gone', sa.Boolean(), nullable=False),
    sa.Column('leaving', sa.Boolean(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'sender', name=op.f('pk_channel_people'))
    )

    op.create_table('channel_outbox',
    sa.Column('number', _serial(), autoincrement=True, nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('part', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_channel_outbox'))
    )
    op.create_index('ix_channel_outbox_person', 'channel_outbox', ['channel', 'sender', 'number'])
    op.create_index('ix_channel_outbox_due', 'channel_outbox', ['channel', 'state', 'next_at'])

    op.create_table('channel_values',
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('channel', 'name', name=op.f('pk_channel_values'))
    )


def downgrade() -> None:
    for table in ('channel_values', 'channel_outbox', 'channel_people', 'channel_inbox'):
        op.drop_table(table)
