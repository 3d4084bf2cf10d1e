"""Maps of the places that documents name: a site of pages, or one map in a notebook."""

from .notebook import document_map, place_map
from .policy import Policy
from .site import build_site, build_site_from_paths

__all__ = ["Policy", "build_site", "build_site_from_paths", "document_map", "place_map"]
