"""页面: translates a request, calls one verb or a few questions, renders."""
