"""The desk: ownership, hand-offs, notes, calls, suggestions, events"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('call_logs',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('entries', sa.JSON(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_logs'))
    )
    with op.batch_alter_table('call_logs', schema=None) as batch_op:
        batch_op.create_index('ix_call_logs_created_at', ['created_at'], unique=False)

    op.create_table('desk_events',
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('type', sa.String(length=12), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=True),
    sa.Column('subject', sa.String(length=32), nullable=True),
    sa.Column('data', sa.JSON(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_desk_events')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('desk_events', schema=None) as batch_op:
        batch_op.create_index('ix_desk_events_conversation', ['conversation_id'], unique=False)
        batch_op.create_index('ix_desk_events_created_at', ['created_at'], unique=False)

    op.create_table('presences',
    sa.Column('agent_id', sa.String(length=32), nullable=False),
    sa.Column('presence', sa.String(length=8), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('agent_id', name=op.f('pk_presences'))
    )
    op.create_table('handoffs',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=16), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=True),
    sa.Column('topic', sa.String(length=40), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agent_id', sa.String(length=32), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_handoffs_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handoffs'))
    )
    with op.batch_alter_table('handoffs', schema=None) as batch_op:
        batch_op.create_index('ix_handoffs_asked_at', ['asked_at'], unique=False)
        batch_op.create_index('ix_handoffs_conversation', ['conversation_id', 'asked_at'], unique=False)

    op.create_table('notes',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=False),
    sa.Column('agent_id', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_notes_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notes'))
    )
    with op.batch_alter_table('notes', schema=None) as batch_op:
        batch_op.create_index('ix_notes_conversation', ['conversation_id', 'created_at'], unique=False)

    op.create_table('suggestions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('conversation_id', sa.String(length=32), nullable=True),
    sa.Column('message_id', sa.String(length=32), nullable=True),
    sa.Column('agent_id', sa.String(length=32), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('entry', sa.String(length=128), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('judgement', sa.String(length=8), nullable=True),
    sa.Column('judged_by', sa.String(length=32), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_suggestions_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestions'))
    )
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.create_index('ix_suggestions_conversation', ['conversation_id'], unique=False)
        batch_op.create_index('ix_suggestions_created_at', ['created_at'], unique=False)

    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(length=12), server_default='bot', nullable=False))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('agent_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('interpreter_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('interpreter_language', sa.String(length=3), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('close_reason', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('leaving_message', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('topic', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('emergency', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('last_text', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('last_role', sa.String(length=8), nullable=True))
        batch_op.create_index('ix_conversations_agent', ['agent_id'], unique=False)
        batch_op.create_index('ix_conversations_queue', ['state', 'last_at'], unique=False)

    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('agent_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('delivery', sa.String(length=8), nullable=True))
        batch_op.create_index('ix_messages_created_at', ['created_at'], unique=False)
        batch_op.create_index('ix_messages_delivery', ['delivery'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_delivery')
        batch_op.drop_index('ix_messages_created_at')
        batch_op.drop_column('delivery')
        batch_op.drop_column('agent_id')

    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_index('ix_conversations_queue')
        batch_op.drop_index('ix_conversations_agent')
        batch_op.drop_column('last_role')
        batch_op.drop_column('last_text')
        batch_op.drop_column('emergency')
        batch_op.drop_column('urgent')
        batch_op.drop_column('topic')
        batch_op.drop_column('leaving_message')
        batch_op.drop_column('due_at')
        batch_op.drop_column('waiting_since')
        batch_op.drop_column('close_reason')
        batch_op.drop_column('reason')
        batch_op.drop_column('interpreter_language')
        batch_op.drop_column('interpreter_id')
        batch_op.drop_column('agent_id')
        batch_op.drop_column('since')
        batch_op.drop_column('version')
        batch_op.drop_column('state')

    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.drop_index('ix_suggestions_created_at')
        batch_op.drop_index('ix_suggestions_conversation')

    op.drop_table('suggestions')
    with op.batch_alter_table('notes', schema=None) as batch_op:
        batch_op.drop_index('ix_notes_conversation')

    op.drop_table('notes')
    with op.batch_alter_table('handoffs', schema=None) as batch_op:
        batch_op.drop_index('ix_handoffs_conversation')
        batch_op.drop_index('ix_handoffs_asked_at')

    op.drop_table('handoffs')
    op.drop_table('presences')
    with op.batch_alter_table('desk_events', schema=None) as batch_op:
        batch_op.drop_index('ix_desk_events_created_at')
        batch_op.drop_index('ix_desk_events_conversation')

    op.drop_table('desk_events')
    with op.batch_alter_table('call_logs', schema=None) as batch_op:
        batch_op.drop_index('ix_call_logs_created_at')

    op.drop_table('call_logs')
