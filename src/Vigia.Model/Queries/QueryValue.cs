namespace Vigia.Model.Queries;

/// <summary>What a query evaluates to: one of <see cref="ScalarValue"/>, <see cref="StringValue"/>, <see cref="VectorValue"/>, <see cref="MatrixValue"/>.</summary>
public abstract record QueryValue;
