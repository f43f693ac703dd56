"""What QGIS makes of a running service, as one line of JSON on standard output. Runs without a screen:

QT_QPA_PLATFORM=offscreen /usr/bin/python3 qgis-read.py http://127.0.0.1:8080 features divisions,places
QT_QPA_PLATFORM=offscreen /usr/bin/python3 qgis-read.py http://127.0.0.1:8080 tiles PICTURE.png
"""

import json
import sys
from urllib.request import urlopen

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

service = sys.argv[1].rstrip("/")
app = QgsApplication([], False)
app.initQgis()


def oapif(collection, extra=""):
    return QgsVectorLayer(
        f"url='{service}/ogc' typename='{collection}' {extra}", collection, "OAPIF"
    )


def features(layer, request=None):
    found = list(layer.getFeatures(request or QgsFeatureRequest()))
    return {
        "count": len(found),
        "valid": sum(
            1 for one in found if one.hasGeometry() and one.geometry().isGeosValid()
        ),
        "first": found[0].attribute("name") if found else None,
    }


def collection(layer):
    return {
        "valid": layer.isValid(),
        "type": layer.geometryType(),
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "fields": [field.name() for field in layer.fields()],
    }


def read_features(names):
    divisions = oapif("divisions")
    by_code = QgsFeatureRequest().setFilterExpression("\"code\" = '150102'")
    places = oapif("places", "restrictToRequestBBOX='1'")
    in_box = QgsFeatureRequest().setFilterRect(QgsRectangle(111.6, 40.8, 111.7, 40.85))
    answer = {
        "collections": {name: collection(oapif(name)) for name in names},
        "all": features(divisions),
        "one": features(divisions, by_code),
        "box": features(places, in_box),
    }
    divisions.setSubsetString("\"level\" = 'county'")
    answer["subset"] = features(divisions)
    return answer


def tiles(name, url, low, high):
    """A layer of vector tiles with what QGIS reads of our style."""
    source = f"styleUrl={service}/tiles/{name}/style.json&type=xyz&zmin={low}&zmax={high}&url={url}"
    layer = QgsVectorTileLayer(source, name)
    message, ok = layer.loadDefaultStyle()
    return layer, {"valid": layer.isValid(), "styled": ok, "message": message}


def draw(layers, path=None):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setExtent(QgsRectangle(12150000, 4880000, 12650000, 5180000))
    settings.setOutputSize(QSize(1000, 600))
    settings.setBackgroundColor(QColor("#f7f6f2"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    if path:
        image.save(path)
    pixels = range(0, image.width(), 2), range(0, image.height(), 2)
    return [image.pixel(x, y) for x in pixels[0] for y in pixels[1]]


def read_tiles(path):
    answer = {"sets": {}}
    layers = []
    for name in ["places", "markers", "facilities", "boundaries", "divisions"]:
        described = json.loads(urlopen(f"{service}/tiles/{name}.json").read())
        zooms = described["minzoom"], described["maxzoom"]
        plain = f"{service}/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt"
        layer, said = tiles(name, plain, *zooms)
        drawn = draw([layer])
        versioned, _ = tiles(name, described["tiles"][0], *zooms)
        layers.append(layer)
        answer["sets"][name] = said | {
            "colours": len(set(drawn)),
            "versioned": draw([versioned]) == drawn,
        }
    ogc = f"{service}/ogc/collections/markers/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"
    answer["ogc"] = draw([tiles("markers", ogc, 6, 12)[0]]) == draw([layers[1]])
    answer["colours"] = len(set(draw(layers, path)))
    return answer


mode, argument = sys.argv[2], sys.argv[3]
result = read_tiles(argument) if mode == "tiles" else read_features(argument.split(","))
print("RESULT " + json.dumps(result, ensure_ascii=False))
