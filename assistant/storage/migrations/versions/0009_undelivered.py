"""What an agent wrote and is not delivered is found by conversation"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'

_IS_WRITTEN_BY_AGENTS = sa.text('delivery IS NOT NULL')


def upgrade() -> None:
    op.drop_index('ix_messages_delivery', 'messages')
    op.create_index(
        'ix_messages_delivery',
        'messages',
        ['delivery', 'conversation_id'],
        sqlite_where=_IS_WRITTEN_BY_AGENTS,
        postgresql_where=_IS_WRITTEN_BY_AGENTS,
    )


def downgrade() -> None:
    op.drop_index('ix_messages_delivery', 'messages')
    op.create_index('ix_messages_delivery', 'messages', ['delivery'])
