"""Words that everything shares; knows no Django, no database, no network and no clock."""
