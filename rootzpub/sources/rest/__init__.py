"""WordPress's REST API, live (`https:`) or as a folder of its JSON answers (`rest:`).

`answers` reads foreign JSON safely, `catalog` says which types and taxonomies count, `reading` turns one object into
a `Change`, `facts` tells who the site is; `folder` and `live` bring the objects; `journal` and `kept` let a live
read go on that broke off. Only what an anonymous visitor gets.
"""

from rootzpub.sources.rest.folder import open_folder
from rootzpub.sources.rest.live import open_live

__all__ = ["open_folder", "open_live"]
