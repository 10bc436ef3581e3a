"""Public addresses of the exchange."""

from django.urls import path

from resources_exchange.views import exchange

app_name = "resources_exchange"

urlpatterns = [
    path("exchange/", exchange.exchange, name="exchange"),
]
