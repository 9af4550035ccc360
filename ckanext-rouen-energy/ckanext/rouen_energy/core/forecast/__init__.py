"""The next twelve months of a building, with a 90 % interval; shown only when it does better than last year's months.

`months` is what is known, `model` what it follows, `scoring` how well that did on months held back from it, and
`forecasting` the answer, or why there is none.
"""
