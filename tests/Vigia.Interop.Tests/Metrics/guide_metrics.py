"""The guide's ten metrics, word for word, in the client it was written for.

Reads observations as JSON from standard input and writes the exposition. Arguments: text or openmetrics.
"""
import json
import sys

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Summary
from prometheus_client.exposition import generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics

REGISTRY = CollectorRegistry()

MESSAGES_PROCESSED = Counter(
    'messages_processed_total',
    'Total de mensagens processadas',
    ['protocol', 'status'],
    registry=REGISTRY
)

ERRORS_TOTAL = Counter(
    'errors_total',
    'Total de erros',
    ['type', 'source'],
    registry=REGISTRY
)

AUTH_ATTEMPTS = Counter(
    'auth_attempts_total',
    'Total de tentativas de autenticação',
    ['success'],
    registry=REGISTRY
)

QUEUE_SIZE = Gauge(
    'queue_size',
    'Tamanho atual da fila de mensagens',
    registry=REGISTRY
)

ACTIVE_CONNECTIONS = Gauge(
    'active_connections',
    'Número de conexões ativas',
    ['protocol'],
    registry=REGISTRY
)

MEMORY_USAGE = Gauge(
    'memory_usage_bytes',
    'Uso de memória em bytes',
    registry=REGISTRY
)

PROCESSING_TIME = Histogram(
    'message_processing_seconds',
    'Tempo de processamento das mensagens',
    buckets=[0.1, 0.5, 1.0, 2.0, 5.0],
    registry=REGISTRY
)

LATENCY = Histogram(
    'request_latency_seconds',
    'Latência das requisições',
    ['endpoint'],
    buckets=[0.01, 0.05, 0.1, 0.5, 1.0],
    registry=REGISTRY
)

REQUEST_SIZE = Summary(
    'request_size_bytes',
    'Tamanho das requisições',
    registry=REGISTRY
)

RESPONSE_SIZE = Summary(
    'response_size_bytes',
    'Tamanho das respostas',
    registry=REGISTRY
)

METRICS = {
    'messages_processed_total': (MESSAGES_PROCESSED, 'inc'),
    'errors_total': (ERRORS_TOTAL, 'inc'),
    'auth_attempts_total': (AUTH_ATTEMPTS, 'inc'),
    'queue_size': (QUEUE_SIZE, 'set'),
    'active_connections': (ACTIVE_CONNECTIONS, 'set'),
    'memory_usage_bytes': (MEMORY_USAGE, 'set'),
    'message_processing_seconds': (PROCESSING_TIME, 'observe'),
    'request_latency_seconds': (LATENCY, 'observe'),
    'request_size_bytes': (REQUEST_SIZE, 'observe'),
    'response_size_bytes': (RESPONSE_SIZE, 'observe'),
}

for name, labels, value in json.load(sys.stdin):
    metric, operation = METRICS[name]
    getattr(metric.labels(*labels) if labels else metric, operation)(value)

generate = generate_openmetrics if sys.argv[1] == 'openmetrics' else generate_latest
sys.stdout.buffer.write(generate(REGISTRY))
