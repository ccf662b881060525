"""WeChat: claims, people, outbox, tokens"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('wechat_claims',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_wechat_claims'))
    )
    op.create_table('wechat_people',
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('openid', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=True),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('message_pushes', sa.Integer(), nullable=False),
    sa.Column('message_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('click_pushes', sa.Integer(), nullable=False),
    sa.Column('click_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sender', name=op.f('pk_wechat_people'))
    )
    op.create_table('wechat_outbox',
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_wechat_outbox'))
    )
    with op.batch_alter_table('wechat_outbox', schema=None) as batch_op:
        batch_op.create_index('ix_wechat_outbox_person', ['sender', 'number'], unique=False)
        batch_op.create_index('ix_wechat_outbox_due', ['state', 'next_at'], unique=False)

    op.create_table('wechat_tokens',
    sa.Column('appid', sa.String(length=64), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('appid', name=op.f('pk_wechat_tokens'))
    )


def downgrade() -> None:
    op.drop_table('wechat_tokens')
    op.drop_table('wechat_outbox')
    op.drop_table('wechat_people')
    op.drop_table('wechat_claims')
