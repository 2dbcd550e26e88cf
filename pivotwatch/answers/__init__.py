"""The partner's answer page: `answers_app` is mounted at /answer."""
