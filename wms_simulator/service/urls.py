"""Where everything is.

A last slash is optional, doubled slashes are tolerated and a suffix names the
format: all of that was seen on the real service.
"""

from __future__ import annotations

from django.urls import re_path

from wms_simulator.service import control, views

_END = r"/*(?:\.(?P<format>json|xml))?/*$"
_API = r"^acme_test/+wms/+lgfapi/+v10/+entity"

urlpatterns = [
    re_path(r"^_control/(?P<verb>[a-z_]+)/?$", control.dispatch),
    re_path(r"^acme_test/+api/+oauth2/+token/*$", views.TokenView.as_view()),
    re_path(_API + _END, views.ListingView.as_view()),
    re_path(_API + r"/+(?P<name>\w+)/+describe" + _END, views.DescribeView.as_view()),
    re_path(_API + r"/+(?P<name>\w+)/+(?P<number>\d+)" + _END, views.RowView.as_view()),
    re_path(_API + r"/+(?P<name>\w+)" + _END, views.EntityView.as_view()),
    re_path(r"^acme_test/", views.MissingView.as_view()),
]
