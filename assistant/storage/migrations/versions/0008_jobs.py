"""When work that is done by the clock was last done"""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table(
        'jobs',
        sa.Column('name', sa.String(length=32), nullable=False),
        sa.Column('ran_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_jobs')),
    )


def downgrade() -> None:
    op.drop_table('jobs')
