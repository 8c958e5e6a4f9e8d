"""Linear models of any loss with scikit-learn's interface, in a pipeline and a grid search.

Needs the extra: pip install 'symxent[sklearn]'.
"""

from sklearn.datasets import make_classification
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from symxent.adapters.sklearn import LogisticRegression, LossClassifier

x, y = make_classification(2000, 10, n_informative=6, weights=[0.85], flip_y=0.05, random_state=1)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=1)

plain = make_pipeline(StandardScaler(), LogisticRegression())
focal = make_pipeline(StandardScaler(), LossClassifier("focal"))
search = GridSearchCV(focal, {"lossclassifier__parameters": [{"gamma": g} for g in (0.0, 1.0, 2.0)]})

for name, model in (("cross-entropy", plain), ("focal", search)):
    print(f"{name:<14} accuracy {model.fit(x_train, y_train).score(x_test, y_test):.3f}")
