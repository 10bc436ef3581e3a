"""The ledger of a clock is append-only; cards are never deleted."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER admin_center_clockentry_append_only BEFORE UPDATE OR DELETE ON admin_center_clockentry
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER admin_center_clockentry_no_truncate BEFORE TRUNCATE ON admin_center_clockentry
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER admin_center_card_no_delete BEFORE DELETE ON admin_center_card
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER admin_center_cardanswer_append_only BEFORE UPDATE OR DELETE ON admin_center_cardanswer
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
"""
BACKWARD = """
DROP TRIGGER admin_center_clockentry_append_only ON admin_center_clockentry;
DROP TRIGGER admin_center_clockentry_no_truncate ON admin_center_clockentry;
DROP TRIGGER admin_center_card_no_delete ON admin_center_card;
DROP TRIGGER admin_center_cardanswer_append_only ON admin_center_cardanswer;
"""


class Migration(migrations.Migration):
    """Triggers on the clock ledger and the cards."""

    dependencies = [("admin_center", "0001_initial"), ("core", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
