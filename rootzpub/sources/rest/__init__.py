"""WordPress's REST API, live (`https:`) or as a folder of its JSON answers (`rest:`).

`answers` reads foreign JSON safely, `catalog` says which types and taxonomies count, `reading` turns one object into
a `Change`, `facts` says who the site is; `folder` and `live` read the objects, `client` asks through rootzpub.fetch;
`journal` and `kept` resume a live read that broke off. Only what a visitor (or the configured user) gets.
"""

from rootzpub.sources.rest.folder import open_folder
from rootzpub.sources.rest.live import open_live

__all__ = ["open_folder", "open_live"]
