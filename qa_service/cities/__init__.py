"""The gazetteer: which cities, provinces and districts of China a text names."""

from qa_service.cities.articles import EXAMPLE, article_cities
from qa_service.cities.districts import NOWHERE, Districts
from qa_service.cities.gazetteer import Gazetteer
from qa_service.cities.place import How, Place, PlaceKind, PlaceMention, shared_name

__all__ = [
    "EXAMPLE",
    "NOWHERE",
    "Districts",
    "Gazetteer",
    "How",
    "Place",
    "PlaceKind",
    "PlaceMention",
    "article_cities",
    "shared_name",
]
