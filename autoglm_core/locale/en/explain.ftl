explainers-permutation-shap = Reasons by column (SHAP)
explainers-permutation-shap-help = How much each column moved a prediction away from the average prediction; works for every kind of model
explainers-native-shap = Reasons by column (SHAP, exact)
explainers-native-shap-help = How much each column moved a prediction away from the average, exactly and at once; for boosted trees and linear models that predict a value
