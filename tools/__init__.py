"""Commands for developers of this repository; none of this ships."""
