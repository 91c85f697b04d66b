"""The same pages by Django under gunicorn, as its makers advise: DEBUG off, the cached template loader, persistent connections,
2 × cores + 1 workers, the ORM. The templates are made from the pages our own program printed, as in node.mjs: every text of
the data is a variable, filled and escaped by Django's engine for each request."""
import hashlib
import html
import json
import os
import time

import django
from django.conf import settings

DATABASE = os.environ['BENCH_DB']
PAGES = os.environ['BENCH_PAGES']
settings.configure(
    DEBUG=False, ALLOWED_HOSTS=['*'], ROOT_URLCONF=__name__, SECRET_KEY='bench', USE_TZ=True, MIDDLEWARE=[],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': DATABASE, 'CONN_MAX_AGE': None}},
    TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates'}])
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpResponse, HttpResponseNotFound  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402


def table(table_name, **fields):
    meta = type('Meta', (), {'managed': False, 'db_table': table_name, 'app_label': 'bench'})
    return type(table_name.title().replace('_', ''), (models.Model,), {'__module__': __name__, 'Meta': meta, **fields})


def text():
    return models.TextField()


def number(**kw):
    return models.BigIntegerField(**kw)


Procedure = table('procedure_revision', id=number(primary_key=True), code=text(), state=number(), name=text(), body=text())
Unit = table('unit', id=number(primary_key=True), name=text(), address=text(), phone=text())
Account = table('account', id=number(primary_key=True), name=text(), disabled_at=number())
Session = table('account_session', token_hash=models.TextField(primary_key=True), stage=number(), expires_at=number(),
                account=models.ForeignKey(Account, models.DO_NOTHING))
Dossier = table('dossier', id=number(primary_key=True), code=text(), code_fold=text(), state=number(), unit_id=number(),
                procedure_id=number(), account_id=number(), applicant=text(), citizen_no=text(), phone=text(), email=text(),
                address=text(), submitted_at=number(), due_at=number())
Value = table('dossier_value', dossier_id=number(primary_key=True), body=text())
Paper = table('dossier_paper', id=number(primary_key=True), dossier_id=number(), paper=text(), name=text(), size=number())
Slip = table('dossier_slip', id=number(primary_key=True), dossier_id=number(), kind=text(), no=number(), body=text())
Message = table('dossier_message', id=number(primary_key=True), dossier_id=number(), kind=number(), name=text(), body=text())
Event = table('ledger_event', id=number(primary_key=True), thing_id=number(), verb=text(), reason=text(), detail=text())


def texts(v, out):
    if isinstance(v, dict):
        v = v.values()
    if isinstance(v, str):
        out.append(v)
    elif isinstance(v, (int, float)) and not isinstance(v, bool):
        out.append(str(v))
    elif v is not None and not isinstance(v, bool):
        for x in v:
            texts(x, out)
    return out


def read_procedure(code):
    return texts(json.loads(Procedure.objects.get(code=code, state=1).body), [])


def events(id):
    return [(e.verb, e.reason, e.detail) for e in Event.objects.filter(thing_id=id).order_by('id')[:200]]


def read_track(code):
    d = Dossier.objects.get(code_fold=code)
    u = Unit.objects.get(id=d.unit_id)
    return texts([d.code, Procedure.objects.get(id=d.procedure_id).name, (u.name, u.address, u.phone), events(d.id)], [])


def read_dossier(id, token):
    session = Session.objects.select_related('account').filter(
        token_hash=hashlib.sha256(token.encode()).hexdigest(), stage=0, expires_at__gt=int(time.time() * 1e6),
        account__disabled_at=0).first()
    d = Dossier.objects.get(id=id)
    if session is None or session.account_id != d.account_id:
        return None
    p = Procedure.objects.get(id=d.procedure_id)
    u = Unit.objects.get(id=d.unit_id)
    return texts([session.account.name, d.code, d.applicant, d.citizen_no, d.phone, d.email, d.address, p.name, json.loads(p.body)['result'],
                  (u.name, u.address, u.phone), json.loads(Value.objects.get(dossier_id=id).body),
                  [(x.paper, x.name, x.size) for x in Paper.objects.filter(dossier_id=id).order_by('id')],
                  [json.loads(s.body) for s in Slip.objects.filter(dossier_id=id).order_by('id')],
                  [(m.kind, m.name, m.body) for m in Message.objects.filter(dossier_id=id).order_by('id')], events(id)], [])


def compiled(kind, values):
    with open(f'{PAGES}/{kind}.html', encoding='utf-8') as f:
        parts = [f.read().replace('{', '&#123;')]
    marks = sorted(((html.escape(v), i) for i, v in enumerate(values) if len(v) > 5), key=lambda m: -len(m[0]))
    for mark, i in marks:
        out = []
        for p in parts:
            if p.startswith('{{'):
                out.append(p)
                continue
            for n, piece in enumerate(p.split(mark)):
                out += [f'{{{{ v.{i} }}}}', piece] if n else [piece]
        parts = out
    return engines['django'].from_string(''.join(parts))


with open(f'{PAGES}/sample.txt', encoding='utf-8') as sample:
    TOKEN, ID, CODE = sample.read().split('\n')[:3]
TEMPLATE = {'procedure': compiled('procedure', read_procedure('1.001193')), 'track': compiled('track', read_track(CODE)),
            'dossier': compiled('dossier', read_dossier(int(ID), TOKEN))}


def procedure(request, code):
    return HttpResponse(TEMPLATE['procedure'].render({'v': read_procedure(code)}))


@csrf_exempt
def track(request):
    return HttpResponse(TEMPLATE['track'].render({'v': read_track(request.POST['ma'])}))


def dossier(request, id):
    values = read_dossier(id, request.COOKIES.get('phien', ''))
    return HttpResponseNotFound() if values is None else HttpResponse(TEMPLATE['dossier'].render({'v': values}))


urlpatterns = [path('thu-tuc/<str:code>', procedure), path('tra-cuu', track), path('ho-so/<int:id>', dossier)]
application = get_wsgi_application()
