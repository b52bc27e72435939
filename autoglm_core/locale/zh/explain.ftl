explainers-permutation-shap = 各列的影响（SHAP）
explainers-permutation-shap-help = 每一列把预测值从平均预测推高或拉低了多少；适用于任何模型
