"""Real gateways on loopback, with simulated partners before them and a counting backend behind them.

`python -m tools.record_gateways [--only nginx]` records their log lines for `data/samples/gateways/`;
the tests in `tests/gateways/` run the same gateways live.
"""
