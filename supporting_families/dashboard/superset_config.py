"""How the Superset of a proof is set up. No council's own Superset is to be set up like this: what
keeps visitors out is switched off, for it answers this machine alone and is gone a minute later."""

import os

SECRET_KEY = os.environ["SF_SUPERSET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['SUPERSET_HOME']}/superset.db"
TALISMAN_ENABLED = False
WTF_CSRF_ENABLED = False
APP_NAME = "Supporting Families"
THEME_DARK = None
