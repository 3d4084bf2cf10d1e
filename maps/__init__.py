"""Maps of the places that documents name: a site of pages, or one map in a notebook."""

from .site import build_site, build_site_from_paths

__all__ = ["build_site", "build_site_from_paths"]
