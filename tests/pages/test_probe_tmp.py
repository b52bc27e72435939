import pytest
from tests.pages.support import *
from tests.pages.runs import *
def test_x(trained):
    run=trained.runs()[0]
    at=opened('inspect',run=run.id)
    for n in nodes(at._tree):
        if n.type=='plotly_chart': print(n.proto.id, str(n.proto)[:300])
    print(words(at)[:1500])
