explainers-permutation-shap = Reasons by column (SHAP)
explainers-permutation-shap-help = How much each column moved a prediction away from the average prediction; works for every kind of model
