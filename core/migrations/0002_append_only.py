"""Events and daily roots are append-only: the database itself refuses to change or lose a row."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'integrity_constraint_violation',
        CONSTRAINT = 'append_only',
        MESSAGE = format('%s is append-only: %s refused', TG_TABLE_NAME, TG_OP);
END $$;
CREATE TRIGGER core_event_append_only BEFORE UPDATE OR DELETE ON core_event
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER core_event_no_truncate BEFORE TRUNCATE ON core_event
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER core_auditroot_append_only BEFORE UPDATE OR DELETE ON core_auditroot
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER core_auditroot_no_truncate BEFORE TRUNCATE ON core_auditroot
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
"""
BACKWARD = """
DROP TRIGGER core_event_append_only ON core_event;
DROP TRIGGER core_event_no_truncate ON core_event;
DROP TRIGGER core_auditroot_append_only ON core_auditroot;
DROP TRIGGER core_auditroot_no_truncate ON core_auditroot;
DROP FUNCTION portal_append_only();
"""


class Migration(migrations.Migration):
    """Triggers on the record tables."""

    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
