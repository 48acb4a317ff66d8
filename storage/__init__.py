"""SQL: engine, tables, one repository per table group, migrations."""
