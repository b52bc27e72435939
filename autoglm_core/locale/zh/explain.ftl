explainers-permutation-shap = 各列的影响（SHAP）
explainers-permutation-shap-help = 每一列把预测值从平均预测推高或拉低了多少；适用于任何模型
explainers-native-shap = 各列的影响（SHAP，精确值）
explainers-native-shap-help = 每一列把预测值从平均预测推高或拉低了多少，精确且快速；适用于预测数值的提升树和线性模型
